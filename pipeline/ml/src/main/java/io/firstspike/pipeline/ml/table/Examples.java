package io.firstspike.pipeline.ml.table;

import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledImages;
import java.util.ArrayList;
import java.util.List;

/**
 * The images or volleys of a table with their labels, in memory. Their size is bounded by half of
 * the heap.
 */
final class Examples implements LabelledImages {

  /** The memory of an example without its samples or spikes, about, in bytes. */
  private static final int OVERHEAD_BYTES = 120;

  private final boolean volleys;
  private final long mostBytes;
  private final List<Object> values = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();
  private long bytes;

  Examples(boolean volleys, long mostBytes) {
    this.volleys = volleys;
    this.mostBytes = mostBytes;
  }

  /** Whether these are volleys, not images. */
  boolean volleys() {
    return volleys;
  }

  void add(Image image, String label) {
    add(image, label, image.samples().length);
  }

  void add(Volley volley, String label) {
    add(volley, label, (long) Integer.BYTES * volley.count());
  }

  private void add(Object value, String label, long size) {
    bytes += OVERHEAD_BYTES + size;
    if (bytes > mostBytes) {
      throw new IllegalStateException(
          "the table does not fit into memory: "
              + values.size()
              + " rows take "
              + mostBytes
              + " bytes, half of the heap; give the task managers more memory (taskmanager.memory"
              + ".task.heap.size), fit fewer rows, or learn online (OnlineSpikingClassifier)");
    }
    values.add(value);
    labels.add(label);
  }

  @Override
  public int size() {
    return values.size();
  }

  @Override
  public Image image(int index) {
    return (Image) values.get(index);
  }

  Volley volley(int index) {
    return (Volley) values.get(index);
  }

  @Override
  public String label(int index) {
    return labels.get(index);
  }
}
