/** Rules for the change of single weights: STDP in all its forms, and the delta rule. */
package io.firstspike.engine.plasticity;
