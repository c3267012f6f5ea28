/**
 * A run's measurements: rows of metrics, finished episodes, and the sinks that write them (table, CSV, TensorBoard).
 * The trainer feeds the sinks; all later tables and plots are made from the files written here.
 */
package topspin.metric;
