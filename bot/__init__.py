"""The core of picturebook. Knows no platform."""
