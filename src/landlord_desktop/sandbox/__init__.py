"""An Inosio-compatible server to practise with and to test against. It imports nothing of the program's other parts."""
