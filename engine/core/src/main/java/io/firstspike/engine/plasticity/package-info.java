/**
 * Rules for the change of single weights: STDP in all its forms, the delta rule, errors of times.
 */
package io.firstspike.engine.plasticity;
