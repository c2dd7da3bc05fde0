"""What rooms, threads, cast and albums remember."""
