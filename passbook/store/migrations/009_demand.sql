-- What was released of demand under differential privacy: once for each quarter, charged to a financial year's budget,
-- kept as it was told. The exact counts are nowhere; a release is never made again (passbook/insights/demand/).
CREATE TABLE demand_releases (
    quarter text PRIMARY KEY,
    charged_to text NOT NULL,
    as_of timestamptz NOT NULL,
    made_at timestamptz NOT NULL,
    rho double precision NOT NULL CHECK (rho > 0),
    scales jsonb NOT NULL,
    cells jsonb NOT NULL
);
CREATE INDEX demand_releases_charged ON demand_releases (charged_to);
REVOKE INSERT, UPDATE, DELETE ON demand_releases FROM saathi_turn;
