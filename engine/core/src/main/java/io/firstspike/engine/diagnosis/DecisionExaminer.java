package io.firstspike.engine.diagnosis;

import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spike.Volley;

/** Lets a network decide on a sample and counts how often potentials tie. */
final class DecisionExaminer {

  private DecisionExaminer() {}

  static DecisionSigns signs(Network network, Sample sample) {
    Classifier classifier = new Classifier(network);
    int decided = 0;
    int tied = 0;
    for (Volley encoded : sample.volleys()) {
      Decision decision = classifier.decide(classifier.borrowEvidence(encoded));
      if (!decision.silent() && decision.runnerUp() >= 0) {
        decided++;
        float highest = decision.winner().orElseThrow().potential();
        tied += highest == decision.runnerUpPotential() ? 1 : 0;
      }
    }
    return new DecisionSigns(network.spec().decision().name(), decided, tied);
  }
}
