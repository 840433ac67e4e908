"""Which roles and scopes a request needs: pure rules, apart from the tokens that prove them."""
