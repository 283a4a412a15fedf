"""Pure values and functions of the trade: values in, values out, standard library only."""
