"""Playing one instruction: what it means, the play itself, what is seen of it in the terminal and in the video."""
