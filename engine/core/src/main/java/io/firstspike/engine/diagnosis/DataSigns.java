package io.firstspike.engine.diagnosis;

import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * What a data set and its encoding are like.
 *
 * @param counts number of examples of each class in the whole data set, most frequent first
 * @param strange classes for which the network has neither neurons nor room
 * @param labels labels that the network decides among
 * @param stimuli number of stimuli of the sample
 * @param neurons whether neurons that fire many times encode them
 * @param dark number of them of whose encoding less than 1 % of the cells fire; where neurons
 *     encode, to which none fires
 * @param cells number of cells of an encoded stimulus
 * @param spikes mean number of spikes of an encoded stimulus
 * @param compared number of examples that were compared with each other
 * @param contradicting number of them that equal one of another class; blank ones do not count
 */
@API(status = Status.MAINTAINED)
public record DataSigns(
    Map<String, Integer> counts,
    List<String> strange,
    List<String> labels,
    int stimuli,
    boolean neurons,
    int dark,
    int cells,
    double spikes,
    int compared,
    int contradicting) {}
