"""Pure mathematics on coordinates and geometries: arrays and Shapely in, arrays and Shapely out."""
