"""Mail: what is sent to actors, and what comes back from them."""
