package io.firstspike.engine.diagnosis;

import java.util.Optional;

/** Classes of the data that the network has no neurons for. */
final class ClassesWithoutNeurons implements DataCheck {

  @Override
  public Optional<Finding> find(DataSigns data) {
    return data.strange().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "classes without neurons",
                "data",
                "for "
                    + data.strange().size()
                    + " of "
                    + data.counts().size()
                    + " classes of the data there are no decision neurons: "
                    + data.strange()
                    + "; the network has "
                    + data.labels(),
                data.strange().size(),
                0,
                "add them to decision.labels, or give decision.capacity room for them"));
  }
}
