package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.firstspike.engine.spec.mistake.SpecProblems;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Rule by which a decision layer learns from labels. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
  @Type(value = RewardSpec.class, name = "rstdp"),
  @Type(value = MarginSpec.class, name = "margin"),
  @Type(value = DeltaSpec.class, name = "delta"),
  @Type(value = S2StdpSpec.class, name = "s2stdp"),
  @Type(value = S4nnSpec.class, name = "s4nn"),
  @Type(value = DecisionRule.Fixed.class, name = "fixed")
})
@API(status = Status.MAINTAINED)
public sealed interface DecisionRule
    permits RewardSpec, MarginSpec, DeltaSpec, S2StdpSpec, S4nnSpec, DecisionRule.Fixed {

  /** No learning: labels are counted, and the weights stay as they are. */
  record Fixed() implements DecisionRule {

    @Override
    public boolean inhibits() {
      return true;
    }

    @Override
    public DecisionRule withHorizon(long labels) {
      return null;
    }

    @Override
    public List<String> problems(String at, DecisionSpec layer) {
      SpecProblems problems = new SpecProblems();
      layer.checkNoDropout(at, problems);
      layer.checkNoThreshold(at, problems);
      if (layer.averaged()) {
        problems.add(at + ".averaged needs a rule that learns");
      }
      return problems.sentences();
    }
  }

  /** Whether weights may be negative, so that synapses can inhibit. */
  boolean inhibits();

  /** This rule with a step size that decays over {@code labels} labels; null if it has no decay. */
  DecisionRule withHorizon(long labels);

  /**
   * The mistakes in this rule, and in {@code layer} as far as it does not suit the rule, one
   * sentence each; empty if there are none.
   *
   * @param at name of the field that the layer is the value of, to begin each sentence with
   * @param layer the layer that learns by this rule
   */
  List<String> problems(String at, DecisionSpec layer);
}
