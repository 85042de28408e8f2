-- Run once by the Postgres image on an empty volume: the schema registry keeps its schemas beside Junctor's state.
CREATE DATABASE registry;
