# Short names for the package scripts; nothing happens here that a script does not do. Bun comes from node_modules, so a
# machine with only Node will do.
.DEFAULT_GOAL := help
BUN := npx bun

.PHONY: help install dev api dashboard worker test seed infra.up infra.down

help: ## list the targets
	@grep -hE '^[a-z.]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: ## install everything, with the lockfile as it is
	npx -y bun install --frozen-lockfile

dev: ## the server, restarted when its source changes
	$(BUN) run dev

api: ## the server as it is deployed: gateway, API, live stream and dashboard on one port
	$(BUN) run server

dashboard: ## the dashboard alone with hot reload, against a running server
	$(BUN) run --cwd web dev

# One process plays every role for now. This target keeps its name for the day the roles split (LENSAI_ROLE).
worker: api ## the same process as `api`

test: ## everything that needs neither a browser nor an editor
	$(BUN) run test

seed: ## a few hundred fixture calls through a running server
	$(BUN) run seed

infra.up: ## PostgreSQL, ClickHouse, Redis, Kafka and MinIO in containers, ready when it returns
	docker compose up --detach --wait

infra.down: ## stop the containers; their volumes stay
	docker compose down
