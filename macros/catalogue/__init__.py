"""What is known: the model of the data, its loader and checks, what is odd in it, and the view of it by address."""
