package io.firstspike.pipeline.app.doctor;

import io.firstspike.connectors.dataset.ExampleSet;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.List;

/**
 * Frames of a topic that have labels.
 *
 * @param name where they come from
 * @param stimuli the frames
 * @param labels as many
 * @param remarks what was left out
 */
record TopicSample(String name, List<Stimulus> stimuli, List<String> labels, List<String> remarks)
    implements ExampleSet {

  TopicSample {
    stimuli = List.copyOf(stimuli);
    labels = List.copyOf(labels);
    remarks = List.copyOf(remarks);
  }

  @Override
  public int size() {
    return stimuli.size();
  }

  @Override
  public Stimulus stimulus(int index) {
    return stimuli.get(index);
  }

  @Override
  public String label(int index) {
    return labels.get(index);
  }

  @Override
  public List<String> classes() {
    return labels.stream().distinct().sorted().toList();
  }
}
