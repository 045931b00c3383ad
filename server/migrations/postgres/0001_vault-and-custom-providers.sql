CREATE TABLE "custom_providers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"base_url" text NOT NULL,
	"family" text NOT NULL,
	"key_style" text NOT NULL,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "custom_providers_family" CHECK ("custom_providers"."family" in ('openai', 'anthropic')),
	CONSTRAINT "custom_providers_key_style" CHECK ("custom_providers"."key_style" in ('bearer', 'x-api-key', 'api-key', 'none'))
);
--> statement-breakpoint
CREATE TABLE "data_keys" (
	"organization_id" text PRIMARY KEY NOT NULL,
	"kek_id" text NOT NULL,
	"sealed" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "provider_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"provider" text NOT NULL,
	"name" text NOT NULL,
	"hosts" text[] NOT NULL,
	"last_four" text NOT NULL,
	"sealed" text,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"rotated_at" timestamp with time zone,
	"deleted_at" timestamp with time zone,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "provider_keys_deleted" CHECK (("provider_keys"."sealed" is null) = ("provider_keys"."deleted_at" is not null))
);
--> statement-breakpoint
ALTER TABLE "custom_providers" ADD CONSTRAINT "custom_providers_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "custom_providers" ADD CONSTRAINT "custom_providers_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "data_keys" ADD CONSTRAINT "data_keys_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_keys" ADD CONSTRAINT "provider_keys_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_keys" ADD CONSTRAINT "provider_keys_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "custom_providers_slug" ON "custom_providers" USING btree ("organization_id","slug") WHERE "custom_providers"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "custom_providers_changed_at_index" ON "custom_providers" USING btree ("changed_at");--> statement-breakpoint
CREATE INDEX "provider_keys_organization_id_index" ON "provider_keys" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "provider_keys_changed_at_index" ON "provider_keys" USING btree ("changed_at");