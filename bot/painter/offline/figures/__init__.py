"""What stands in a picture. Every module here turns a description into `svg.Figure`s; none knows where they go."""
