import { t } from '../text';
import { format } from '../text/format';

export function clusterText(count: number): { figure: string; label: string } {
  return {
    figure: format.compact(count),
    label: `${t('layer.ORGANIZATIONS')} ${format.count(count)}`,
  };
}
