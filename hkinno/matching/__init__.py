"""From texts as they stand in spreadsheets to the records that they mean.

A text is cut into units (`units`, `reading`), held against all names (`names`, `index`), with its
slips of the pen put right (`spelling`, `correcting`), and chosen for where only one record is meant
and nothing in the text speaks against it (`whole`, `parsing`, `residue`, `engine`).
"""
