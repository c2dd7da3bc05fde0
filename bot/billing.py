"""The money of one turn: what it may spend, what it is told to cost, what it has cost in the end.

Used by the turn, which hands it the journal: everything that decides is journaled, so a turn that is taken over neither
pays nor counts twice. The counting itself is bot/memory/quotas.py and bot/money/.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.buttons import Verb, decode
from bot.codec import dump, load
from bot.events import Command, Event, Message, Press, Submit
from bot.journal import Journal
from bot.memory.keys import RoomKeys, workspace_keys
from bot.memory.memory import Memory
from bot.memory.quotas import Grant, Limits, Quotas, settling
from bot.memory.records import Write
from bot.money import UNKNOWN, Cost, money
from bot.money.budgets import Bill, Budget, Budgets, let_go, shared_turn
from bot.money.estimates import Estimates, total
from bot.money.ledgers import Entry, day_of, entered, next_month
from bot.money.prices import Prices
from bot.painter import Quality
from bot.paintings import Tile
from bot.phrases import phrase
from bot.planner import Meter
from bot.planner.board import Board
from bot.plans import MAX_PICTURES, Action, Choice, Drawing, Plan, Usage
from bot.presses import PLANNED
from bot.rationing import Allowance, allowed, budget_for, limits_for, rationed

#: A plan whose price was told is kept so long.
OFFER_TTL_S = 7 * 86_400
#: Commands that no planner is asked about.
_PLAIN_COMMANDS = frozenset({"reference", "continue"})
#: What says yes to a price, when it is all that somebody says.
YES_WORDS = frozenset(
    {"yes", "yes please", "y", "ok", "okay", "sure", "go on", "go ahead", "do it", "paint it", "paint them"}
    | {"네", "넵", "예", "응", "그래", "그래요", "좋아", "좋아요", "그려줘", "그려 줘", "그려주세요", "그려 주세요"}
)


@dataclass(frozen=True, slots=True)
class Till:
    """What money is counted with. Budgets and `told_from` in micro-dollars, None: none; limits are pictures a day."""

    prices: Prices
    estimates: Estimates
    budgets: Budgets
    quotas: Quotas
    limits: Limits = Limits()  # noqa: RUF009 - frozen
    pictures_workspace: int | None = None
    budget_room: int | None = None
    budget_person: int | None = None
    budget_workspace: int | None = None
    told_from: int | None = None

    def call_cost(self, used: Sequence[Usage], calls: int) -> Cost:
        """Return what calls of a language model cost: `used` of those whose server told it, and `calls` in all.

        One that broke off, or whose server tells nothing, may have cost as much as is held for a plan; that is charged.
        """
        untold = 0 if self.estimates.plans_are_free else max(0, calls - len(used))
        return sum([*(self.prices.call(one) for one in used), *[self.estimates.plan()] * untold], Cost())


@dataclass(frozen=True, slots=True)
class Billing:
    """The money of one turn. `painter`: who will paint; `quality`: how well where a drawing does not say."""

    till: Till
    journal: Journal
    memory: Memory
    event: Event
    board: Board
    painter: str
    quality: Quality

    # Before planning

    async def agreed_to(self) -> str:
        """Return the turn that told a price to which this event agrees, "" when it agrees to none. Journaled."""
        event, asked = self.event, self.board.state.asked
        turn = ""
        match event:
            case Press():
                button = decode(event.button)
                turn = button.target if button.verb is Verb.PICK else ""
            case Message() if asked is not None:
                said = event.text.strip(" .!~").casefold()
                labels = {label.casefold() for label, _, _ in self.board.state.choices}
                turn = asked if said in YES_WORDS | labels else ""
            case Message() | Command() | Submit():
                pass
        if not turn:
            return ""

        async def look() -> str:
            return "" if await self.memory.offered(event.thread, turn) is None else turn

        return await self.journal.step("agreed", str, look)

    async def agreed_plan(self, turn: str) -> Plan | None:
        """Return the plan that was agreed to, None when somebody else has just had it painted. Raises StoreError."""
        text = await self.memory.offered(self.event.thread, turn)
        return None if text is None else load(Plan, text)

    async def hold_plan(self, now_s: float, language: str) -> Plan | None:
        """Hold what a plan will cost; return the plan that says that there is no money for one."""
        if self.till.estimates.plans_are_free or not self._asks_a_model():
            return None
        for budget in self._budgets():
            if await self.till.budgets.hold(budget, base=_held(self.till.estimates.plan()), now_s=now_s) < 0:
                facts = {"limit": money(budget.limit), "date": next_month(now_s)}
                words = phrase(f"budget_spent_{budget.whose}", language, **facts)
                # People who talk to each other are told once.
                told = next((line.text for line in reversed(self.board.lines) if line.author is None), "")
                silent = isinstance(self.event, Message) and not self.event.addressed and told == words
                return Plan(Action.NONE if silent else Action.TEXT, "" if silent else words, language)
        return None

    def _asks_a_model(self) -> bool:
        match self.event:
            case Message():
                return True
            case Command():
                return self.event.name not in _PLAIN_COMMANDS
            case Press():
                return decode(self.event.button).verb in PLANNED
            case Submit():
                return decode(self.event.form).verb in PLANNED

    # Between planning and painting

    def priced(self, plan: Plan) -> Plan:
        """Return the plan with what its calls cost."""
        return replace(plan, cost_usd=self.till.call_cost(plan.usage, plan.model_calls).usd)

    async def told(self, plan: Plan) -> Plan:
        """Return the plan, or a question with its price where that is worth one. Journaled."""
        drawings = plan.drawings
        if self.till.told_from is None or not (len(drawings) > 1 or any(one.hd for one in drawings)):
            return plan

        async def estimate() -> int:
            cost = total(tuple(self._estimate(one) for one in drawings))
            return 0 if cost.unknown else cost.micros

        micros = await self.journal.step("price", int, estimate)
        return plan if micros < self.till.told_from else _question(plan, micros)

    async def ration(self, plan: Plan, now_s: float) -> Plan:
        """Reserve the plan's pictures from today's and their money from this month's; return what may be painted."""
        for reserve in (self._of_room, self._of_workspace):
            plan = await reserve(plan, now_s)
        for budget in self._budgets():
            plan = await self._of_budget(plan, budget, now_s)
        return plan

    async def _of_room(self, plan: Plan, now_s: float) -> Plan:
        limits = limits_for(self.board.settings, self.till.limits)
        # A grant that was journaled before a limit was changed still holds.
        if not plan.drawings or (await self.journal.done("quota", Grant) is None and not limits.any):
            return plan
        room, event, wanted = self.event.thread.room_key, self.event, len(plan.drawings)

        async def reserve() -> Grant:
            return await self.till.quotas.reserve(
                room, event.id, event.author.id, wanted=wanted, limits=limits, now_s=now_s
            )

        return rationed(plan, await self.journal.step("quota", Grant, reserve))

    async def _of_workspace(self, plan: Plan, now_s: float) -> Plan:
        workspace, limit = self.event.workspace_key, self.till.pictures_workspace
        if not plan.drawings or workspace is None:
            return plan
        known = await self.journal.done("quota:workspace", Grant)
        if limit is None:
            return plan if known is None else rationed(plan, known)
        wanted, most = len(plan.drawings), limit

        async def reserve() -> Grant:
            return await self.till.quotas.reserve_shared(
                workspace, self._shared, wanted=wanted, limit=most, now_s=now_s
            )

        return rationed(plan, await self.journal.step("quota:workspace", Grant, reserve))

    async def _of_budget(self, plan: Plan, budget: Budget, now_s: float) -> Plan:
        if not plan.drawings:
            return plan
        wanted = len(plan.drawings)

        async def hold() -> Allowance:
            base = self.till.call_cost(plan.usage, plan.model_calls).micros
            each = max(_held(self._estimate(one)) for one in plan.drawings)
            granted = await self.till.budgets.hold(budget, base=base, each=each, wanted=wanted, now_s=now_s)
            return Allowance(wanted, granted, budget.whose, budget.limit, next_month(now_s))

        return allowed(plan, await self.journal.step(f"budget:{budget.whose}", Allowance, hold))

    def _estimate(self, drawing: Drawing) -> Cost:
        shown = len(drawing.bases) + len(drawing.characters) + len(drawing.attachments)
        final = self._is_final(drawing)
        return self.till.estimates.picture(self.painter, final=final, large=drawing.hd, references=shown)

    def _is_final(self, drawing: Drawing) -> bool:
        return drawing.hd or self.quality is Quality.FINAL

    def _budgets(self) -> tuple[Budget, ...]:
        """Return the budgets that the turn has to keep to."""
        keys, event = RoomKeys(self.event.thread.room_key), self.event
        limits = {
            "person": self.till.budget_person,  # the smaller one first: one sentence tells of it, and not two
            "room": budget_for(self.board.settings, self.till.budget_room),
        }
        budgets = [
            Budget(whose, keys, event.id, limit, event.author.id)
            for whose, limit in limits.items()
            if limit is not None
        ]
        workspace = self.event.workspace_key
        if workspace is not None and self.till.budget_workspace is not None:
            budgets.append(Budget("workspace", workspace_keys(workspace), self._shared, self.till.budget_workspace))
        return tuple(budgets)

    @property
    def _shared(self) -> str:
        return shared_turn(self.event.thread.room_key, self.event.id)

    # After painting

    def tile(self, tile: Tile, drawing: Drawing) -> Tile:
        """Return a finished tile with what it cost, as far as anybody knows; a failed one costs nothing."""
        if tile.failure is not None:
            return tile
        cost = Cost.of(tile.cost_usd) if tile.cost_usd is not None else UNKNOWN
        if cost.unknown:
            cost = self.till.prices.picture(tile.painter, tile.model, tile.usage)
        self.till.estimates.learn(tile.painter, cost, final=self._is_final(drawing), large=drawing.hd)
        return replace(tile, cost_usd=cost.usd)

    async def lose(self, meter: Meter) -> None:
        """Journal what was used for a plan that came to nothing; a plan that is journaled tells its cost itself."""
        lost = self.till.call_cost(meter.usage, meter.calls)
        if lost != Cost() and await self.journal.done("plan", Plan) is None:

            async def note() -> Cost:
                return lost

            await self.journal.step("lost", Cost, note)

    async def settle(self, now_s: float) -> tuple[Write, ...]:
        """Return the commands that write down what the turn has cost and give back what it did not use.

        Part of the turn's commit. What the workspace is charged is told at once, however often. Raises StoreError.
        """
        entry = await self._entry()
        room, event = self.event.thread.room_key, self.event
        grant = await self.journal.done("quota", Grant)
        held = any(budget.whose != "workspace" for budget in self._budgets())
        writes = [*(let_go(room, event.id) if held else ()), *entered(room, event.author.id, entry, now_s)]
        if grant is not None:
            writes += settling(room, event.id, grant, entry.pictures)
        await self._charge(entry, now_s)
        return tuple(writes)

    async def _entry(self) -> Entry:
        """Return what the journal says that the turn has cost, finished or not."""
        cost = await self.journal.done("lost", Cost) or Cost()
        plan = await self.journal.done("plan", Plan)
        if plan is not None:
            cost += self.till.call_cost(plan.usage, plan.model_calls)
        pictures = 0
        for position in range(1, MAX_PICTURES + 1):
            tile = await self.journal.done(f"paint:{position}", Tile)
            if tile is not None and tile.failure is None:
                cost += Cost.of(tile.cost_usd)
                pictures += 1
        return Entry(cost, pictures)

    async def _charge(self, entry: Entry, now_s: float) -> None:
        workspace, till = self.event.workspace_key, self.till
        shares = till.budget_workspace is not None or till.pictures_workspace is not None
        if workspace is None or not (shares or entry.cost.micros):
            return
        grant = await self.journal.done("quota:workspace", Grant)

        async def bill() -> Bill:
            return Bill(entry, now_s, grant.day if grant is not None and grant.day else day_of(now_s))

        await till.budgets.charge(workspace, self._shared, await self.journal.step("bill", Bill, bill))

    def kept(self, plan: Plan) -> Write:
        """Return the command that keeps a plan whose price was told; part of the turn's commit."""
        # Its calls are paid for by this turn; a story was told already, and is not told again.
        words = "" if plan.action is Action.BOTH else plan.reply
        later = replace(plan, reply=words, usage=(), model_calls=0, cost_usd=0.0)
        key = RoomKeys(self.event.thread.room_key).offer(self.event.id)
        return ("SET", key, dump(later, Plan), "EX", str(OFFER_TTL_S))

    def taken(self, turn: str) -> Write:
        """Return the command that drops a plan once it was painted: tapping twice must not pay twice."""
        return ("DEL", RoomKeys(self.event.thread.room_key).offer(turn))


def _held(cost: Cost) -> int:
    """Return what is held for something: of unknown price a trace, which a budget that is spent refuses."""
    return max(cost.micros, 1) if cost.unknown else cost.micros


def _question(plan: Plan, micros: int) -> Plan:
    """Return the question whether to paint a plan's pictures for so much."""
    price, count = money(micros), len(plan.drawings)
    key = "price_asked_one" if count == 1 else "price_asked_some"
    words = phrase(key, plan.language, price=price, n=count)
    label = phrase("price_agreed", plan.language, price=price)
    told = f"{plan.reply}\n\n{words}" if plan.action is Action.BOTH and plan.reply else words
    return replace(
        plan,
        action=Action.ASK,
        reply=told,
        drawings=(),
        namings=(),
        select=None,
        removed=(),
        choices=(Choice(label, label),),
    )
