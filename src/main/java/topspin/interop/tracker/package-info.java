/**
 * Experiment trackers of other people: runs are sent to MLflow and shown to Prometheus, and runs that other programs
 * recorded are read. A run's own files are the truth; what is here reads them, and never holds a run up. Used by the command
 * line and the page.
 */
package topspin.interop.tracker;
