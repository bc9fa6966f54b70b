package io.firstspike.engine.learning;

import io.firstspike.engine.drift.DriftDetector;
import io.firstspike.engine.memory.VolleyMemory;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.SeededRandom;
import io.firstspike.engine.spec.DriftSpec.Response;
import io.firstspike.engine.spike.Spikes;
import java.util.Random;
import java.util.function.IntPredicate;

/**
 * Learning by the delta rule with a memory, from which volleys are learned again after each label,
 * with a response to drift, and with averages of the weights over the latest labels. Each is
 * optional.
 */
final class RememberingLearning implements DecisionLearning {

  /** The purpose that random numbers are drawn for. */
  private static final long PURPOSE = 0x6d656d6f7279L;

  private final DeltaLearning delta;
  private final Experience experience;
  private final Network network;
  private final Synapses synapses;

  RememberingLearning(
      DeltaLearning delta, Experience experience, Network network, Synapses synapses) {
    this.delta = delta;
    this.experience = experience;
    this.network = network;
    this.synapses = synapses;
  }

  /** Decisions by averaged weights leave potentials that say nothing about the present ones. */
  @Override
  public boolean readsPotentials() {
    return experience.latest().isEmpty();
  }

  @Override
  public void learn(
      Spikes evidence, int winner, int winnerStep, int label, ProgressTracker course) {
    long at = course.labels() + 1;
    Random random = SeededRandom.of(course.seed(), PURPOSE, at);
    experience.latest().ifPresent(latest -> latest.meet(label, at));
    if (experience.memory().isPresent()) {
      VolleyMemory memory = experience.memory().get();
      memory.meet(label, at);
      learn(memory, evidence, label, random, course);
      learnAgain(memory, random, course);
    } else {
      learn(evidence, label, map -> false, course);
    }
    // A layer with a memory has one neuron for each label, so the winner is the decided label.
    if (experience.detector().isPresent()
        && experience.detector().get().add(label, winner == label, at)) {
      respond(experience.detector().get(), at, course);
    }
    experience.memory().ifPresent(memory -> memory.offer(evidence, label, at, random));
    experience.latest().ifPresent(latest -> average(latest.share(at)));
  }

  private void learn(
      VolleyMemory memory, Spikes evidence, int label, Random random, ProgressTracker course) {
    long at = course.labels() + 1;
    IntPredicate spared = other -> !memory.recent(other, at);
    if (asRecalled(memory, at, random)) {
      delta.learnFrom(memory.recalled(evidence, random), label, spared, course);
    } else {
      learn(evidence, label, spared, course);
    }
  }

  private void learn(Spikes evidence, int label, IntPredicate spared, ProgressTracker course) {
    if (readsPotentials()) {
      delta.learn(evidence, label, spared, course);
    } else {
      delta.learnFrom(evidence, label, spared, course);
    }
  }

  private void average(float share) {
    if (share > 0) {
      synapses.average(share, network.spec().decision().takenMaps());
    }
  }

  /**
   * Whether a volley is learned as the memory recalls it. As they come are learned as many as there
   * are pairs of labels which are both recent, and so can be told apart by such volleys.
   */
  private boolean asRecalled(VolleyMemory memory, long at, Random random) {
    double recent = memory.recentShare(at);
    return network.spec().decision().memory().asRecalled()
        && recent < 1
        && random.nextDouble() >= recent * recent;
  }

  private void learnAgain(VolleyMemory memory, Random random, ProgressTracker course) {
    int times = network.spec().decision().memory().learnAgain();
    for (int i = 0; i < times; i++) {
      int label = memory.drawLabel(random);
      if (label >= 0) {
        delta.learnAgain(memory.recall(label, random), label, course);
      }
    }
  }

  private void respond(DriftDetector detector, long at, ProgressTracker course) {
    Response response = network.spec().decision().drift().response();
    if (response != Response.NOTHING) {
      experience.latest().ifPresent(latest -> latest.beginWith(at));
    }
    if (response.includes(Response.FORGET)) {
      long since = detector.drift().since();
      experience.memory().ifPresent(memory -> memory.forgetBefore(since + 1));
    }
    if (response.includes(Response.ANEW)) {
      beginAnew(Network.fresh(network.spec(), course.seed()));
    } else if (response.includes(Response.REARM)) {
      synapses.rearm();
    }
  }

  /** Gives all labels that are not retired their first weights. */
  private void beginAnew(Network fresh) {
    for (int map = 0; map < network.spec().decision().maps(); map++) {
      if (!synapses.retired(map)) {
        synapses.beginAnew(map, fresh);
      }
    }
  }
}
