/**
 * Learning: the learner that takes one example after the other, the rules of each stage, and the
 * trainer that goes through a data set.
 */
package io.firstspike.engine.learning;
