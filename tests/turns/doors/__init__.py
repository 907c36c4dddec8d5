"""The doors of Saathi, whole: stand-ins of the services over real sockets, the server, workers, and a real database."""
