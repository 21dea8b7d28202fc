"""Maps that people look at: one self-contained HTML file each, drawn from arrays and geometries."""
