package io.firstspike.engine.encode;

/**
 * The images a network takes: grey, of one size.
 *
 * @param height rows, 1 to 4096
 * @param width columns, 1 to 4096
 */
public record InputSpec(int height, int width) {}
