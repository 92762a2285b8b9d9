"""From the files under data/ to the catalogue, or to a report of everything that is wrong with them."""
