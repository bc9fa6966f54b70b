package io.firstspike.engine.diagnosis;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Classes that are much rarer than others. */
final class UnbalancedClasses implements DataCheck {

  /** How many times as frequent as the rarest class the most frequent one may be. */
  private static final double LIMIT = 10;

  @Override
  public Optional<Finding> find(DataSigns data) {
    List<Map.Entry<String, Integer>> classes = List.copyOf(data.counts().entrySet());
    Map.Entry<String, Integer> most = classes.get(0);
    Map.Entry<String, Integer> fewest = classes.get(classes.size() - 1);
    double ratio = (double) most.getValue() / fewest.getValue();
    return ratio <= LIMIT
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "unbalanced classes",
                "data",
                "class "
                    + most.getKey()
                    + " has "
                    + Finding.number(most.getValue())
                    + " examples, "
                    + Finding.number(ratio)
                    + " times those of class "
                    + fewest.getKey()
                    + " ("
                    + Finding.number(fewest.getValue())
                    + ")",
                ratio,
                LIMIT,
                "collect more of the rare classes, or take fewer of the frequent ones: accuracy"
                    + " hides a class that is never right"));
  }
}
