-- What PostGraphile reads beside the tables; each is plain SQL that the planner puts into the query.
CREATE FUNCTION organizations_geojson(o organizations) RETURNS json
  LANGUAGE sql STABLE AS $$ SELECT ST_AsGeoJSON(o.location, 7)::json $$;

CREATE FUNCTION commercial_circles_members(c commercial_circles) RETURNS SETOF organizations
  LANGUAGE sql STABLE AS $$
    SELECT o.* FROM organizations o JOIN circle_memberships m ON m.organization_id = o.id
    WHERE m.circle_id = c.id ORDER BY o.id $$;

CREATE FUNCTION organizations_in_bbox(west float8, south float8, east float8, north float8)
  RETURNS SETOF organizations
  LANGUAGE sql STABLE AS $$
    SELECT * FROM organizations
    WHERE location && ST_MakeEnvelope(west, south, east, north, 4326) ORDER BY id $$;
