CREATE TABLE "price_releases" (
	"version" text PRIMARY KEY NOT NULL,
	"prices" integer NOT NULL,
	"loaded_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "prices" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text,
	"provider" text NOT NULL,
	"model" text NOT NULL,
	"region" text,
	"service_tier" text,
	"unit" text NOT NULL,
	"pico_usd" numeric(40, 0),
	"factor" bigint,
	"conditions" jsonb NOT NULL,
	"source_url" text NOT NULL,
	"source_date" text NOT NULL,
	"note" text,
	"valid_from" timestamp with time zone NOT NULL,
	"book_version" text,
	"recorded_by" text,
	"recorded_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "prices_price_or_factor" CHECK ("prices"."pico_usd" is null or "prices"."factor" is null),
	CONSTRAINT "prices_not_below_zero" CHECK (coalesce("prices"."pico_usd", 0) >= 0 and coalesce("prices"."factor", 1) > 0)
);
--> statement-breakpoint
CREATE INDEX "prices_recorded_at_index" ON "prices" USING btree ("recorded_at");--> statement-breakpoint
CREATE INDEX "prices_organization_id_provider_index" ON "prices" USING btree ("organization_id","provider");--> statement-breakpoint
CREATE FUNCTION "prices_stay"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'prices are neither changed nor deleted, only followed by newer ones' USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
CREATE TRIGGER "prices_stay" BEFORE UPDATE OR DELETE ON "prices" FOR EACH ROW EXECUTE FUNCTION "prices_stay"();--> statement-breakpoint
CREATE TRIGGER "prices_stay_all" BEFORE TRUNCATE ON "prices" FOR EACH STATEMENT EXECUTE FUNCTION "prices_stay"();
