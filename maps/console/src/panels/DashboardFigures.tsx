import type { DashboardQuery } from '../api/generated';
import { t } from '../text';
import { format } from '../text/format';
import { Figure } from './parts/figures';

type Dashboard = DashboardQuery['dashboard'];

/** What the registers add up to. */
export function DashboardFigures({ figures }: { figures: Dashboard }) {
  const { count, money, figure } = format;
  const of = (done: number, total: number): string => `${count(done)} / ${count(total)}`;
  return (
    <>
      <dl class="figures figures-three">
        <Figure label={t('dashboard.organizations')} value={count(figures.organizations)} />
        <Figure label={t('dashboard.partyOrganizations')} value={count(figures.partyOrganizations)} />
        <Figure label={t('dashboard.partyMembers')} value={count(figures.partyMembers)} />
        <Figure label={t('dashboard.circles')} value={count(figures.circles)} />
        <Figure label={t('dashboard.stations')} value={count(figures.stations)} />
        <Figure label={t('dashboard.instructors')} value={count(figures.instructors)} />
      </dl>
      <dl class="figures figures-three">
        <Figure label={t('dashboard.stationInvestment')} value={money(figures.stationInvestment)} />
        <Figure label={t('dashboard.duesReturned')} value={money(figures.duesReturned)} />
        <Figure label={t('dashboard.grantsPaid')} value={money(figures.grantsPaid)} />
        <Figure label={t('dashboard.honorPayCost')} value={money(figures.honorPayCost)} />
        <Figure
          label={t('dashboard.pairing')}
          value={money(figures.pairingFunds)}
          note={t('dashboard.pairingNote', { count: count(figures.pairedVillages) })}
        />
        <Figure
          label={t('dashboard.posts')}
          value={count(figures.posts)}
          note={t('dashboard.postsNote', { filled: count(figures.postsFilled) })}
        />
      </dl>
      <dl class="figures figures-three">
        <Figure
          label={t('dashboard.rectification')}
          value={count(figures.rectificationOpen + figures.rectificationClosed)}
          note={t('dashboard.rectificationNote', {
            open: count(figures.rectificationOpen),
            overdue: count(figures.rectificationOverdue),
            closed: count(figures.rectificationClosed),
          })}
        />
        <Figure
          label={t('dashboard.measures')}
          value={of(figures.measuresDone, figures.measuresTotal)}
        />
        <Figure
          label={t('dashboard.responsibilities')}
          value={of(figures.responsibilitiesDone, figures.responsibilitiesTotal)}
        />
        <Figure
          label={t('dashboard.assessment')}
          value={figures.assessmentScore === null ? '–' : figure(figures.assessmentScore)}
        />
        <Figure label={t('dashboard.activities')} value={count(figures.activities)} />
        <Figure
          label={t('dashboard.wishes')}
          value={count(figures.wishesOpen + figures.wishesFulfilled)}
          note={t('dashboard.wishesNote', {
            open: count(figures.wishesOpen),
            fulfilled: count(figures.wishesFulfilled),
          })}
        />
        <Figure label={t('dashboard.honors')} value={count(figures.honors)} />
        <Figure label={t('dashboard.exemplars')} value={count(figures.exemplars)} />
        <Figure label={t('dashboard.brands')} value={count(figures.brandsMet)} />
        <Figure label={t('dashboard.cultureSites')} value={count(figures.cultureSites)} />
      </dl>
    </>
  );
}
