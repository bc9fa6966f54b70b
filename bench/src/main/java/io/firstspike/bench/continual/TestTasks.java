package io.firstspike.bench.continual;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.protocol.Presentations;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Test images of the tasks that a stream consists of.
 *
 * @param tasks the images of each task
 * @param segments for each segment of the stream, the index of its task; -1 if there is no test
 *     after it
 * @param last the indices of the tasks that the whole stream is judged by at its end
 */
record TestTasks(List<Task> tasks, List<Integer> segments, List<Integer> last) {

  /**
   * Test images of one task.
   *
   * @param images what they are chosen from
   * @param indices their indices
   */
  record Task(Dataset images, int[] indices) {}

  /** One task, tested at the end. */
  static TestTasks whole(Dataset images) {
    return new TestTasks(List.of(all(images)), List.of(0), List.of(0));
  }

  /** One task, tested at the end: images and labels as the last concept shows them. */
  static TestTasks last(Presentations stream, Dataset images) {
    List<Integer> segments = new ArrayList<>();
    for (int drift = 0; drift < stream.drifts(); drift++) {
      segments.add(-1);
    }
    segments.add(0);
    Dataset seen = stream.in(stream.conceptAfter(stream.drifts()), images);
    return new TestTasks(List.of(all(seen)), segments, List.of(0));
  }

  /** A task for each group of classes; the stream is judged by all of them. */
  static TestTasks byClass(Dataset images, int classesPerTask, int count) {
    List<Task> tasks = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      int task = number;
      tasks.add(
          new Task(
              images,
              IntStream.range(0, images.size())
                  .filter(i -> images.classes().indexOf(images.label(i)) / classesPerTask == task)
                  .toArray()));
    }
    List<Integer> each = IntStream.range(0, count).boxed().toList();
    return new TestTasks(tasks, each, each);
  }

  /** A task for each concept; the stream is judged by the last one. */
  static TestTasks byConcept(Presentations stream, Dataset images) {
    List<Long> concepts = new ArrayList<>();
    List<Integer> segments = new ArrayList<>();
    for (long drift = 0; drift <= stream.drifts(); drift++) {
      long concept = stream.conceptAfter(drift);
      if (!concepts.contains(concept)) {
        concepts.add(concept);
      }
      segments.add(concepts.indexOf(concept));
    }
    List<Task> tasks = concepts.stream().map(concept -> all(stream.in(concept, images))).toList();
    return new TestTasks(tasks, segments, List.of(segments.get(segments.size() - 1)));
  }

  private static Task all(Dataset images) {
    return new Task(images, IntStream.range(0, images.size()).toArray());
  }
}
