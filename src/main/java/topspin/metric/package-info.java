/**
 * What a run says about itself while it goes: rows of metrics, finished episodes, and the sinks that write them (table,
 * CSV, TensorBoard). The trainer feeds the sinks; files written here are the truth that all later plots derive from.
 */
package topspin.metric;
