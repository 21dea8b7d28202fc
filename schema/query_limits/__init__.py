"""How much one GraphQL document may ask for, told in linear time before anything else is done."""
