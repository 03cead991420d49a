"""The REST API: addresses, bodies and its OpenAPI document, all derived from registers and actions."""
