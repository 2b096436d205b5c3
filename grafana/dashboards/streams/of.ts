/** Of the chosen application and instances. */
export const of = 'job="$job",instance=~"$instance"'
