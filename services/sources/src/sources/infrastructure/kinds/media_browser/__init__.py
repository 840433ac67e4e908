"""What Jellyfin and Emby have in common: both descend from MediaBrowser, and their APIs are alike."""
