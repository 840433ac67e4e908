"""Routes and streams of sessions of watching and listening together."""
