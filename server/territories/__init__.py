"""The official geography of France, and the territories that hubs look after."""
