"""Slack as a platform: events in over HTTP or Socket Mode, answers out by the Web API."""
