package io.firstspike.engine.layer;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A neuron that has won a competition, to learn or to decide.
 *
 * @param map its feature map
 * @param row its row
 * @param column its column
 * @param step time step of its spike
 * @param potential its potential in that time step
 */
@API(status = Status.MAINTAINED)
public record Winner(int map, int row, int column, int step, float potential) {}
