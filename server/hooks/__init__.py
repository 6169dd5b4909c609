"""Programs of others that are told of what happens here, by signed requests (Standard Webhooks)."""
