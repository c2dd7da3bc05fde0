"""Styles: pixels in, pixels out. Called by render, inside the worker processes; knows no scene."""
