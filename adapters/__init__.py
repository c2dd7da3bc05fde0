"""Platforms: events in, replies out."""
