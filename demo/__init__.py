"""The demo tenant: a bundle of data, a check of what people wrote in it, and a generator of its made-up officials."""
