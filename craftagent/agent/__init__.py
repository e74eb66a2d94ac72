"""The loop: a slow mind that plans and checks, and fast hands on keyboard and mouse."""
