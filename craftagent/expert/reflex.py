def danger(b): return None
