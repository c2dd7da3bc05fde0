# One image for every role: `picturebook run` (all in one), `gateway` or `worker`.

FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/picturebook
ENV PATH=/opt/picturebook/bin:$PATH
# Dependencies first: they change less often than the code.
COPY requirements.lock ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY adapters ./adapters
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .

FROM python:3.12-slim
# In a container, an address of its own alone would reach nobody: give PICTUREBOOK_WEB_TOKEN when you run it.
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin picturebook \
    # A named volume takes its owner from the directory that it covers.
    && install -d -o picturebook -g picturebook -m 0700 /data /data/blobs
COPY --from=build /opt/picturebook /opt/picturebook
ENV PATH=/opt/picturebook/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PICTUREBOOK_DATA_DIR=/data \
    PICTUREBOOK_WEB_HOST=0.0.0.0 \
    PICTUREBOOK_LOG_FORMAT=json
USER picturebook
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["picturebook", "ping", "--page"]
CMD ["picturebook", "run"]
