"""Discord as a platform: conversations in threads, pictures in galleries, buttons, forms and slash commands."""
