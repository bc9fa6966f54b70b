/**
 * Learning: the learner, which takes one example after the other; the rules of each stage; and the
 * trainer, which goes through a data set.
 */
package io.firstspike.engine.learning;
