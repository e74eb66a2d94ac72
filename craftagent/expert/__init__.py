"""The scripted player: it may read the whole world, but it acts only through the 20 Hz action dict."""
