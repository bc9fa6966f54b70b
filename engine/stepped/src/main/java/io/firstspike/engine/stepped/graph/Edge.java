package io.firstspike.engine.stepped.graph;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Connection by which a node receives the output of another one; {@code from} and {@code to} are
 * names.
 */
@API(status = Status.MAINTAINED)
public record Edge(String from, String to) {}
