package io.firstspike.engine.learning;

/**
 * A map whose weights have changed.
 *
 * @param layer the layer, counted from 0, the decision layer last
 * @param map the map
 */
public record ChangedRow(int layer, int map) implements Comparable<ChangedRow> {

  @Override
  public int compareTo(ChangedRow other) {
    return layer != other.layer
        ? Integer.compare(layer, other.layer)
        : Integer.compare(map, other.map);
  }
}
